#!/bin/sh
# Adds to .env the secrets of docker-compose.yml that it lacks. Repeatable: what is there stays.
set -eu
umask 077
touch .env

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
lacks() { ! grep -q "^$1=" .env; }
add() { if lacks "$1"; then echo "$1=$2" >>.env; fi; }

add POSTGRES_PASSWORD "$(openssl rand -hex 24)"
add ADMIN_TOKEN "$(openssl rand -hex 32)"

# The scheduler is given the hash only.
if lacks DEMO_TOKEN; then
  token="sch_svc_demo_$(openssl rand 32 | base64url)"
  add DEMO_TOKEN "$token"
  add DEMO_TOKEN_SHA256 "$(printf %s "$token" | openssl dgst -sha256 -r | cut -d ' ' -f 1)"
fi

# What a Supabase project calls its JWT secret and its service_role key.
if lacks REST_JWT_SECRET; then
  secret="$(openssl rand -hex 32)"
  signed="$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(printf '{"role":"service_role"}' | base64url)"
  add REST_JWT_SECRET "$secret"
  add REST_SERVICE_KEY "$signed.$(printf %s "$signed" | openssl dgst -sha256 -hmac "$secret" -binary | base64url)"
fi

echo "The token of admin is in .env: $(grep '^ADMIN_TOKEN=' .env)"

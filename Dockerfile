# The scheduler as one image: `docker build -t scheduler-service .` (docs/operations/deploy.md). ROLE says which part a container is.

# Another one: --build-arg NODE_IMAGE=…; any image with Node 24 and npm on glibc will do.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY portal/package.json portal/
COPY clients/typescript/package.json clients/typescript/
# Install scripts bring Node and Postgres to development machines.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src src
COPY portal portal
COPY clients/typescript clients/typescript
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --workspaces=false
# Temporal's SDK carries its native code for five platforms, and its sources. swc only bundles workflow code, which the build did.
# /docs serves one of Swagger UI's builds.
RUN cd node_modules \
  && find @temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} + \
  && rm -r @temporalio/core-bridge/sdk-core @temporalio/core-bridge/src @swc \
  && rm -f swagger-ui-dist/*.map swagger-ui-dist/*-es-bundle*

FROM ${NODE_IMAGE}
ARG NODE_IMAGE
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Scheduler Service" \
  org.opencontainers.image.description="One central scheduler for the jobs of many services" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.base.name="${NODE_IMAGE}"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/portal/dist portal/dist
COPY package.json ./
COPY supabase/migrations supabase/migrations
COPY demo demo
# What the demo services import.
COPY --from=build /app/clients/typescript/package.json node_modules/@scheduler-service/client/package.json
COPY --from=build /app/clients/typescript/dist node_modules/@scheduler-service/client/dist
COPY src src

# The user `node`, as a number: Kubernetes cannot tell that a name is not root. Nothing here is its own, and it writes no file.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD ["node", "src/healthcheck.ts"]
# Node gets the signals itself: no shell, no npm.
CMD ["node", "src/main.ts"]

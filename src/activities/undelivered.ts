// Why a call did not reach its service, with the next step.
import type { AttemptReport } from '../contract/attempts.ts';
import { errorMessage } from '../domain/errors.ts';
import { AddressRefused } from '../services/refusedAddresses.ts';
import { CONNECT_TIMEOUT_SECONDS, ConnectTimeout, isRefusedCertificate } from './sendRequest.ts';

const UNTRUSTED =
  "no authority that this process trusts has signed its certificate; name the file with the authority's certificate in NODE_EXTRA_CA_CERTS, or in tls.ca of the service in SERVICES_FILE";

/** By the error's code, where there is more to say than the code. */
const NEXT_STEPS: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host name; set the address to the name in the certificate, or tls.serverName of the service in SERVICES_FILE',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there; is its address http:// and not https://?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there; is its address http:// and not https://?',
  ADDRESS_REFUSED: 'the scheduler calls no such address, unless ALLOWED_ADDRESSES lists it',
  ENOTFOUND: 'its host name is not known; is its address right?',
};

/** `said`: what the connection failed with. */
export function undeliveredEnd(service: string, url: URL, failure: unknown): AttemptReport {
  const said = causeOf(url, failure);
  const next = isRefusedCertificate(failure)
    ? 'it wants a certificate that it trusts; name one in tls.cert and tls.key of the service in SERVICES_FILE'
    : (NEXT_STEPS[errorCode(failure) ?? ''] ?? 'is it running, and is its address right?');
  return {
    class: 'not_delivered',
    code: 'unreachable',
    said,
    message: `${service} could not be reached at ${url.origin} (${said}); ${next}`,
  };
}

function causeOf(url: URL, failure: unknown): string {
  if (failure instanceof AddressRefused) return failure.message;
  if (!(failure instanceof ConnectTimeout)) return errorCode(failure) ?? errorMessage(failure);
  const what = url.protocol === 'https:' ? 'connection or end of the TLS handshake' : 'connection';
  return `no ${what} within ${CONNECT_TIMEOUT_SECONDS} s`;
}

function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Names what went wrong on the wire, in the core's words. What a fault means is the core's decision.
 *
 * A fault before the first byte of the request is named only when that is certain; in doubt it is `other` or `reset`.
 */
const BEFORE_CONNECTED = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'connect_refused',
  EHOSTUNREACH: 'connect_refused',
  ENETUNREACH: 'connect_refused',
  EHOSTDOWN: 'connect_refused',
  EADDRNOTAVAIL: 'connect_refused',
  EACCES: 'connect_refused',
  ENOENT: 'connect_refused',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
};

const BROKEN = {
  EPIPE: 'write_failed',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_HEADERS_TIMEOUT: 'read_timeout',
  UND_ERR_BODY_TIMEOUT: 'read_timeout',
};

const CERTIFICATE =
  /^(CERT_|CRL_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT)/;

/**
 * @param {unknown} error what the transport said
 * @param {'connecting' | 'securing' | 'connected' | 'reused' | 'unknown'} stage how far the connection was
 */
function faultOf(error, stage) {
  const code = codeOf(error);
  if (stage === 'reused') return BROKEN[code] ?? 'other';
  if (CERTIFICATE.test(code)) return 'tls_certificate';
  if (stage === 'connecting') return BEFORE_CONNECTED[code] ?? 'connect_refused';
  if (stage === 'securing') return 'tls_handshake';
  if (stage === 'connected') return BROKEN[code] ?? 'other';
  // fetch does not say how far it was: a refused connect is certain, a time-out or a reset is not.
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'other';
  if (code === 'ETIMEDOUT') return 'other';
  return BEFORE_CONNECTED[code] ?? BROKEN[code] ?? 'other';
}

/** The system's code: of the error, of its cause (fetch), or of the first address that was tried. */
function codeOf(error) {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth += 1) {
    if (typeof at.code === 'string') return at.code;
    at = at.cause ?? (Array.isArray(at.errors) ? at.errors[0] : undefined);
  }
  return '';
}

export { faultOf };

export interface Alert {
  /** Name in RFC 8446 section 6.2, or in RFC 5246 section 7.2 for alerts that TLS 1.3 has removed. */
  readonly name: string;
  readonly number: number;
  readonly means: string;
}

const table: readonly (readonly [number: number, name: string, means: string])[] = [
  [0, 'close_notify', 'the sender will send nothing more'],
  [10, 'unexpected_message', 'a message came that had no place there'],
  [20, 'bad_record_mac', 'a record could not be decrypted'],
  [22, 'record_overflow', 'a record was too long'],
  [40, 'handshake_failure', 'no terms were found that both sides accept'],
  [42, 'bad_certificate', 'the certificate is corrupt, or for another host, or not acceptable otherwise'],
  [43, 'unsupported_certificate', 'the certificate is of a kind that is not accepted'],
  [44, 'certificate_revoked', 'the certificate was revoked'],
  [45, 'certificate_expired', 'the certificate has expired'],
  [46, 'certificate_unknown', 'the certificate is not acceptable for a reason of its own'],
  [47, 'illegal_parameter', 'a field was out of range or did not fit the others'],
  [48, 'unknown_ca', 'no trusted root leads to the certificate'],
  [49, 'access_denied', 'the certificate is valid, and its owner is not let in'],
  [50, 'decode_error', 'a message could not be decoded'],
  [51, 'decrypt_error', 'a signature or a Finished could not be verified'],
  [70, 'protocol_version', 'the protocol version is known and not supported'],
  [71, 'insufficient_security', 'only weaker terms were offered than are required'],
  [80, 'internal_error', 'an error that has nothing to do with the peer'],
  [86, 'inappropriate_fallback', 'the client fell back to an older version for no reason'],
  [90, 'user_canceled', 'the handshake was given up for no fault of the protocol'],
  [109, 'missing_extension', 'an extension is missing that has to be there'],
  [110, 'unsupported_extension', 'an extension came that was not asked for'],
  [112, 'unrecognized_name', 'no server has the name that was asked for'],
  [113, 'bad_certificate_status_response', 'the OCSP response is not acceptable'],
  [115, 'unknown_psk_identity', 'the pre-shared key is not known'],
  [116, 'certificate_required', 'a client certificate is required and none came'],
  [120, 'no_application_protocol', 'no application protocol is shared (ALPN)'],
];

export const alerts: readonly Alert[] = table.map(([number, name, means]) => ({ number, name, means }));

/** Alerts that end a connection without an error; sent at level `warning` (RFC 8446 section 6.1). */
const closures: readonly number[] = [0, 90];

export function findAlert(asked: string | number): Alert | undefined {
  return alerts.find(({ name, number }) => name === asked || number === asked);
}

/**
 *   15        03 03      00 02    02      28
 *   └ alert   └ TLS 1.2  └ length └ fatal └ handshake_failure
 */
export function alertRecord(alert: number): Buffer {
  const level = closures.includes(alert) ? 1 : 2;
  return Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, level, alert]);
}

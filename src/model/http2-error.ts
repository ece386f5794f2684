/** Error codes of HTTP/2 (RFC 9113 section 7), each at the index that is its number. */
export const http2Errors = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;
export type Http2Error = (typeof http2Errors)[number];

/** What a frame GOAWAY says (RFC 9113 section 6.8); its last stream id is that of the last that came. */
export interface Goaway {
  readonly error: Http2Error;
  /** Debug data; empty: none. */
  readonly debug: string;
}

/** What a listener speaks: HTTP/1.1 alone, or HTTP/2 beside it. */
export type HttpVersions = '1.1' | '1.1-and-2';

/** The one version of HTTP on which a fault can act. */
export type OneHttp = 'HTTP/1.1' | 'HTTP/2';

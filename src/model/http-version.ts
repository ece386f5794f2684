/** What a listener speaks: HTTP/1.1 alone, or HTTP/2 beside it. */
export type HttpVersions = '1.1' | '1.1-and-2';

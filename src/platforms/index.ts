/** The platforms that are shipped, each `<name>.yaml` in this folder; the first is the default. */
export const platformNames = ['token-factory', 'deeptoken', 'deeptoken-en', 'openai'] as const;

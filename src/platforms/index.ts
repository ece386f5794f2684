/** Shipped platforms, each in `<name>.yaml` of this folder; the first is the default. */
export const platformNames = ['token-factory', 'deeptoken', 'deeptoken-en', 'openai'] as const;

/** The stub handler of a route; each is one file under `answer/stub/`. */
export const stubKinds = [
  'chat',
  'completions',
  'embeddings',
  'models',
  'moderations',
  'images',
  'keys',
  'key-rotation',
  'workspace',
  'quota',
  'status',
] as const;
export type StubKind = (typeof stubKinds)[number];

/** Those on whose routes a model is asked, so that an answer costs tokens. */
export const modelStubKinds: readonly StubKind[] = [
  'chat',
  'completions',
  'embeddings',
  'moderations',
  'images',
];

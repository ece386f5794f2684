import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

/** Colours where a person reads them, plain text everywhere else. */
export function paintFor({ colour }: { readonly colour: boolean }): Paint {
  return pc.createColors(colour);
}

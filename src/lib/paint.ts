import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

/** Text colours for a terminal; with `colour: false` the text stays plain. */
export function paintFor({ colour }: { readonly colour: boolean }): Paint {
  return pc.createColors(colour);
}

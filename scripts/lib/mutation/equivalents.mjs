/** Mutants that change nothing that can be seen: `line` is the whole line without its indentation. */
export const equivalents = [];

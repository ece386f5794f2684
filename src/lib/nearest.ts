/** Number of edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}

/** Maximum number of names that are compared, and of those that are listed. */
const maxCompared = 2_000;
const maxListed = 100;

/** The known name that is most similar to `given`, or `null` if none is similar enough. */
export function nearest(given: string, known: readonly string[]): string | null {
  const wanted = given.slice(0, 64).toLowerCase();
  let best: { name: string; edits: number } | null = null;
  for (const name of known.slice(0, maxCompared)) {
    const edits = distance(wanted, name.toLowerCase());
    const near = Math.min(Math.max(2, Math.floor(name.length / 3)), wanted.length - 1);
    if (edits <= near && edits < (best?.edits ?? Infinity)) best = { name, edits };
  }
  return best?.name ?? null;
}

/** `unknown fault "latancy"; did you mean "latency"?`, or the list of allowed names. */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  const rest = known.length > maxListed ? `, … (${known.length} in all)` : '';
  const listed = `allowed: ${known.slice(0, maxListed).join(', ')}${rest}`;
  const remedy = near === null ? listed : `did you mean "${near}"?`;
  return `unknown ${what} "${given}"; ${remedy}`;
}

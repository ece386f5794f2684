/** Height of a line of the list in pixels; the style sheet has the same. */
export const rowHeight = 34;

/** Lines drawn beyond what is seen, above and below. */
const beyond = 6;

/** The lines that are drawn: from the first, up to but without the last. */
export interface Slice {
  readonly first: number;
  readonly last: number;
}

/** Lines of one height: which of them a scrolled box shows. */
export function sliceOf(count: number, scrollTop: number, height: number): Slice {
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - height));
  return {
    first: Math.max(0, Math.floor(top / rowHeight) - beyond),
    last: Math.min(count, Math.ceil((top + height) / rowHeight) + beyond),
  };
}

/** Where the box has to be scrolled to, so that a line is seen. */
export function scrolledTo(index: number, scrollTop: number, height: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}

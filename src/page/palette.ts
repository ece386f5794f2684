const names = [
  ...['paper', 'ink', 'soft', 'line', 'grid', 'link', 'good', 'bad', 'open'],
  ...['band', 'band-line', 'bar', 'mark'],
] as const;

/** Colours of the style sheet as a canvas needs them, by name. */
export type Palette = Readonly<Record<string, string>>;

/** Resolves the colours for the scheme that is set, light or dark. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(read) as Palette;
}

/** Calls back now, and whenever the scheme changes; the returned function ends that. */
export function withPalette(use: (palette: Palette) => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const read = () => use(readPalette());
  read();
  dark.addEventListener('change', read);
  return () => dark.removeEventListener('change', read);
}

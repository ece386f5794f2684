/** Colours in pairs, light and dark; text has a contrast of at least 4.5 in both. */
export const colours = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fbfaf8, #16181b);
  --paper: light-dark(#ffffff, #1e2125);
  --ink: light-dark(#23211f, #e8e6e1);
  --soft: light-dark(#65605a, #a8a39b);
  --line: light-dark(#e4dfd8, #34383e);
  --grid: light-dark(#efebe5, #2a2e33);
  --link: light-dark(#1d5a8c, #8fc1ea);
  --good: light-dark(#1d6b42, #7fce9f);
  --good-ground: light-dark(#e6f3ea, #1c3227);
  --bad: light-dark(#ad2a1f, #f59a8c);
  --bad-ground: light-dark(#fbeae7, #3c211e);
  --open: light-dark(#7a5300, #e6bc68);
  --open-ground: light-dark(#faf0d9, #362c18);
  --band: light-dark(#e3f0e8, #1d3027);
  --band-line: light-dark(#8dbf9f, #4d8264);
  --bar: light-dark(#b9b2a9, #5d636b);
  --mark: light-dark(#57524c, #c9c4bb);
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
`;

/** Whether the text of a file is that of a drill; told without reading all of it. */
export function isDrill(text: string): boolean {
  return /^kind: *['"]?drill\b/m.test(text);
}

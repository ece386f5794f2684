/** What the scripts that write pages share: tables, and the parts that are generated. */

const cell = (value) => String(value).replaceAll('|', '\\|');

/** `columns`: each a title and what reads its cell from an item. */
export function table(columns, items) {
  const rows = items.map((item) => `| ${columns.map(([, read]) => cell(read(item))).join(' | ')} |`);
  return [
    `| ${columns.map(([title]) => title).join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...rows,
  ].join('\n');
}

/** The page with each match of the pattern replaced by what is made of it, one after the other. */
async function replaced(page, pattern, replacement) {
  const made = [];
  for (const match of page.matchAll(pattern)) made.push(await replacement(match));
  return page.replaceAll(pattern, () => made.shift());
}

/** The page with its parts made anew; a part for which `partOf` returns `null` stays as it is. */
export function filled(page, partOf) {
  const pattern = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;
  return replaced(page, pattern, async ([whole, begin, name, end]) => {
    const made = await partOf(name);
    return made === null ? whole : `${begin}\n${made}\n\n${end}`;
  });
}

/** The same for YAML: the parts are between `# generated: NAME` and `# end`, indented as these are. */
export function filledYaml(page, partOf) {
  const pattern = /^( *)(# generated: ([\w-]+)\n)[\s\S]*?^ *# end$/gm;
  return replaced(page, pattern, async ([, indent, begin, name]) => {
    const lines = (await partOf(name)).map((line) => `${indent}${line}\n`);
    return `${indent}${begin}${lines.join('')}${indent}# end`;
  });
}

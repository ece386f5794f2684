/**
 * Filters and the theme switch; the rest of the page works without it. Values of one group widen what is
 * shown, groups narrow it. Runs in the browser as it is: its digest is in the page's
 * Content-Security-Policy.
 */
export const script = `
const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];
const filters = document.querySelector('.filters');
const buttons = all('.filters [data-key]');
const items = all('[data-item]');
const status = document.querySelector('[role=status]');
const clear = document.querySelector('.clear');
const pressed = (button) => button.getAttribute('aria-pressed') === 'true';
const say = (kind) => {
  const some = items.filter((item) => item.dataset.item === kind);
  const shown = some.filter((item) => !item.hidden).length;
  return shown + ' of ' + some.length + ' ' + kind + (some.length === 1 ? '' : 's');
};
const show = () => {
  const wanted = new Map();
  for (const { dataset: { key, value } } of buttons.filter(pressed))
    wanted.set(key, [...(wanted.get(key) ?? []), value]);
  for (const item of items)
    item.hidden = ![...wanted].every(([key, values]) =>
      item.dataset[key].split(' ').some((value) => values.includes(value)));
  for (const scenario of all('.scenario'))
    scenario.hidden = wanted.size > 0 && scenario.querySelector('[data-item]:not([hidden])') === null;
  clear.hidden = wanted.size === 0;
  status.textContent = 'Showing ' + say('verdict') + ' and ' + say('call') + '.';
};
for (const button of buttons)
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(!pressed(button)));
    show();
  });
clear.addEventListener('click', () => {
  for (const button of buttons) button.setAttribute('aria-pressed', 'false');
  show();
  buttons[0]?.focus();
});
const theme = document.querySelector('.theme');
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => {
  const now = root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  theme.setAttribute('aria-pressed', String(now === 'dark'));
};
theme.addEventListener('click', () => {
  root.dataset.theme = pressed(theme) ? 'light' : 'dark';
  paint();
});
dark.addEventListener('change', paint);
theme.hidden = false;
filters.hidden = false;
paint();
show();
`;

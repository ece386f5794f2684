/** What a program came away with, in the words of the page. */

/** The first line of an error that nobody caught: of Node, of Python, of curl. */
const errorLine = /^(?:curl: \(\d+\) .*|(?:[A-Za-z_]\w*\.)*_?[A-Z]\w*(?: \[\w+\])?: .*)$/;
/** Python tells causes before what they caused. */
const chained = /^(?:The above exception was the direct|During handling of the above exception)/;
/** A name stands before each line where scenarios run at once. */
const prefix = /^[\w-]+ \| /;
const longest = 72;

/** Without what differs from run to run, and what says nothing of the failure. */
function shortened(line) {
  const [told] = line.replace(/^_?(\w+) \[\w+\]: /, '$1: ').split(/ for url|[{<[]|: HTTPS?Connection|: \('/);
  const whole = told.trim().replace(/[:.]$/, '');
  return whole.length > longest ? `${whole.slice(0, longest).replace(/ \S*$/, '')} …` : whole;
}

/** The last error that a program printed; `null`: none. */
export function errorIn(said) {
  const lines = said.split('\n').map((line) => line.replace(prefix, '').trimEnd());
  const told = lines.filter((line) => line !== '');
  const errors = told.filter((line, index) => errorLine.test(line) && !chained.test(told[index + 1] ?? ''));
  return errors.length === 0 ? null : shortened(errors.at(-1));
}

/** `the answer`, or how else it ended: of a scenario with several runs the run that ended worst. */
export function outcomeOf({ said, limit, scenario: { command } }) {
  const error = errorIn(said);
  const prints = error === null ? '' : `\`${error}\``;
  if (command.stopped !== null) return `stopped after ${limit}`;
  if (command.code !== 0) return prints === '' ? `exit ${command.code}` : prints;
  const text = command.output === 'end' ? 'the answer' : '**exit 0**, not the whole text';
  return prints === '' ? text : `${text}; prints ${prints}`;
}

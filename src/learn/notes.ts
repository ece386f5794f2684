import type { StageFigures } from './figures.ts';
import type { ReadFiles } from './read.ts';
import type { Samples } from './sample.ts';

const always = [
  'why it happened: chance stands for every cause, so that fewer requests would change nothing',
  'what a retry met: each request is drawn by itself, whatever the attempt before it met',
  'how long streams took behind their first byte: the text of the stub decides',
];

function counted(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

/** What could not be known or was left out, each a sentence. */
export function notesOf(
  { formats, badLines, badPlaces, dropped }: ReadFiles,
  { samples, leftOut }: Samples,
  stages: readonly StageFigures[],
): readonly string[] {
  const few = stages.flatMap(({ groups }) => groups).filter(({ requests }) => requests < 20).length;
  const noStream = samples.filter(({ seen }) => seen.stream === null).length;
  const noWait = samples.filter(({ seen, waitMs }) => seen.status !== null && waitMs === null).length;
  return [
    ...always,
    ...formats.flatMap(({ cannotTell }) => cannotTell),
    ...counted(badLines, `lines are no records and were left out, the first at ${badPlaces.join(', ')}`),
    ...counted(dropped, 'requests were left out: at most 500000 are read'),
    ...counted(leftOut.otherPath, 'requests were left out: their path is no route of the platform'),
    ...counted(leftOut.noModel, 'requests were left out: their model is not recorded, that of others is'),
    ...counted(leftOut.rareModel, 'requests were left out: only the 16 most frequent models are told apart'),
    ...counted(leftOut.clientLeft, 'requests were left out: their client left before the head came'),
    ...counted(noStream, 'requests do not say whether a stream was asked for'),
    ...counted(noWait, 'answers do not say how long their head took'),
    ...counted(few, 'times a model has fewer than 20 requests in a stage: its shares are rough there'),
  ];
}

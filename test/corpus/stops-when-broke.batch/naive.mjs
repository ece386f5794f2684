// Notes each error and goes on with the next item, as if errors were about items.
const items = [
  'Write a title for a report on the rainfall of last winter in the mountains.',
  'Which of these words is a verb: gate, opens, slowly?',
  'Translate "the door is open" into Dutch, French and Polish.',
  'List three uses of a hinge.',
  'Explain in one sentence what a drawbridge is for, to a child of six years who has never seen one.',
  'Name a river.',
];

async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

let failed = 0;
for (const item of items) {
  try {
    console.log(await ask(item));
  } catch (error) {
    failed += 1;
    console.error(`${item}: ${error.message}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;

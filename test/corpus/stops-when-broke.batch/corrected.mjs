// Ends the batch at an error that is about the wallet, and says where it stopped.
const items = [
  'Write a title for a report on the rainfall of last winter in the mountains.',
  'Which of these words is a verb: gate, opens, slowly?',
  'Translate "the door is open" into Dutch, French and Polish.',
  'List three uses of a hinge.',
  'Explain in one sentence what a drawbridge is for, to a child of six years who has never seen one.',
  'Name a river.',
];

class WalletEmpty extends Error {}

async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.json();
  if (answer.error?.code === 'org_wallet_empty') throw new WalletEmpty(answer.error.message);
  if (!response.ok) throw new Error(`${response.status} ${answer.error?.message}`);
  return answer.choices[0].message.content;
}

for (const [index, item] of items.entries()) {
  try {
    console.log(await ask(item));
  } catch (error) {
    console.error(`${item}: ${error.message}`);
    process.exitCode = 1;
    if (!(error instanceof WalletEmpty)) continue;
    console.error(`stopped: ${items.length - index} items are left until the wallet is topped up`);
    break;
  }
}

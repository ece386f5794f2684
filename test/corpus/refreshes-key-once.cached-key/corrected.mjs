// Reads its key anew when it is refused, once, and gives up if that one is refused as well.
const { OPENAI_BASE_URL } = process.env;

let rotations = 0;
/** Stands for a store of secrets, which has the new key by now. */
const readKey = () => (rotations++ === 0 ? 'sk-old-0123456789abcdef01' : 'sk-new-0123456789abcdef02');
let key = readKey();

async function ask(content, refreshed = false) {
  const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.json();
  if (response.ok) return answer.choices[0].message.content;
  if (response.status !== 401 || refreshed) throw new Error(`${response.status}: ${answer.error?.message}`);
  key = readKey();
  return ask(content, true);
}

console.log(await ask('Name a gate.'));

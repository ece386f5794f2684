// Asks the primary with every call, however long it has been down.
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const messages = [{ role: 'user', content: 'Name a river.' }];
const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages });
const bases = ['PRIMARY', 'SECONDARY'].map((name) => process.env[`BADGATEWAY_UPSTREAM_${name}_URL`]);

async function ask() {
  for (const base of bases) {
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`${base}/chat/completions`, { method: 'POST', headers, body, signal });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    if (response.status < 500) throw new Error(answer.error.message);
  }
  throw new Error('no upstream answers');
}

const until = Date.now() + 9_000;
let answer = '';
while (Date.now() < until) {
  answer = await ask();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(answer);

// Leaves the primary out once it has failed three times in a row, but for one call a second.
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const messages = [{ role: 'user', content: 'Name a river.' }];
const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages });
const upstreams = ['PRIMARY', 'SECONDARY'].map((name) => {
  return { base: process.env[`BADGATEWAY_UPSTREAM_${name}_URL`], failures: 0, openUntil: 0 };
});

async function ask() {
  for (const upstream of upstreams) {
    const { base, failures, openUntil } = upstream;
    if (failures >= 3 && Date.now() < openUntil) continue;
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`${base}/chat/completions`, { method: 'POST', headers, body, signal });
    const answer = await response.json();
    if (response.ok) {
      upstream.failures = 0;
      return answer.choices[0].message.content;
    }
    if (response.status < 500) throw new Error(answer.error.message);
    upstream.failures += 1;
    upstream.openUntil = Date.now() + 1_000;
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

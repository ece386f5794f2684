// Knows a rate limit by its status.
async function ask(content) {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    const retryable = [408, 429, 500, 502, 503].includes(response.status);
    if (!retryable || attempt === 3) throw new Error(answer.error.message);
    await new Promise((resolve) => setTimeout(resolve, response.headers.get('retry-after') * 1_000));
  }
}

const metals = ['gold', 'iron', 'zinc', 'lead', 'tin', 'copper', 'nickel', 'silver'];
const answers = await Promise.allSettled(metals.map((metal) => ask(`Where is ${metal} found?`)));
for (const { value, reason } of answers) console.log(value ?? `failed: ${reason.message}`);
process.exit(answers.every(({ status }) => status === 'fulfilled') ? 0 : 1);

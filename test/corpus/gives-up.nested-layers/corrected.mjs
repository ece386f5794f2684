// Has one layer of retries: those of the SDK.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 3 });

async function summarize(text) {
  const answer = await client.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: `Summarize: ${text}` }],
  });
  return answer.choices[0].message.content;
}

console.log(await summarize('It rained, then it stopped.'));

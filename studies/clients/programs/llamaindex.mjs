import { openai } from '@llamaindex/openai';
import { model, question, streams } from './lib.mjs';

// Base URL and key come from the environment.
const llm = openai({ model });
const { messages } = question;

if (streams)
  for await (const { delta } of await llm.chat({ messages, stream: true })) process.stdout.write(delta);
else console.log((await llm.chat({ messages })).message.content);

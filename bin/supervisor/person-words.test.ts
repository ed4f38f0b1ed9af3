import { expect, it } from 'vitest';
import { wordsForPerson } from './person-words.ts';

it.each([
  [
    'an error is told with its cause',
    '{"level":50,"msg":"no mail went out","err":{"message":"refused"}}',
    'no mail went out: refused',
  ],
  ['news and warnings stay in the file', '{"level":40,"msg":"a connection was lost"}', null],
  ['words that are no log line are told as they are', 'Error: no such module', 'Error: no such module'],
  ['half a log line is told as it is', '{"level":50,', '{"level":50,'],
  ['an empty line is nothing', '  ', null],
])('%s', (_title, line, words) => {
  expect(wordsForPerson(line)).toBe(words);
});

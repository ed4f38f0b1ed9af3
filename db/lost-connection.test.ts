import { expect, it } from 'vitest';
import { isDatabaseAway } from './lost-connection.ts';

function errorWith(message: string, extra: object = {}): Error {
  return Object.assign(new Error(message), extra);
}

it.each([
  ['it is starting', errorWith('the database system is not yet accepting connections', { code: '57P03' })],
  ['an admin ends it', errorWith('terminating connection', { code: '57P01' })],
  ['nobody listens', errorWith('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['the line breaks', errorWith('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' })],
  ['the driver sees the end', errorWith('Connection terminated unexpectedly')],
])('PostgreSQL is away where %s', (_how, error) => {
  expect(isDatabaseAway(error)).toBe(true);
});

it.each([
  ['a row is there already', errorWith('duplicate key', { code: '23505' })],
  ['a file is missing', errorWith('no such file', { code: 'ENOENT', syscall: 'open' })],
  ['something else fails', errorWith('Cannot read properties of undefined')],
  ['it is no error at all', 'ECONNREFUSED'],
])('PostgreSQL is not away where %s', (_how, error) => {
  expect(isDatabaseAway(error)).toBe(false);
});

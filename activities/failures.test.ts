import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../gateways/fault.ts';
import { failureKinds, toFailure } from './failures.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const starting = { code: 'ECONNREFUSED', syscall: 'connect' };

function failureFor(error: unknown): ApplicationFailure {
  const failure = toFailure(error, silent);
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error('not a failure of ours');
}

describe('the table of failures', () => {
  it('keeps its released names: operators search for them', () => {
    const table = Object.entries(failureKinds).map(
      ([fault, { type, retryable }]) => `${fault} ${type} ${retryable ? 'again' : 'once'}`,
    );
    expect(table).toEqual([
      'unreachable GatewayUnreachable again',
      'rateLimited GatewayRateLimited again',
      'badReply GatewayReplyUnreadable again',
      'credentialsRejected GatewayCredentialsRejected once',
      'endpointRetired GatewayEndpointRetired once',
      'requestRejected GatewayRequestRejected once',
      'notFound GatewayThingNotFound once',
      'outcomeUnknown OutcomeUnknown once',
      'settingsMissing SettingsMissing once',
      'databaseAway DatabaseUnreachable again',
      'busy GrantBusy again',
      'internal InternalError again',
    ]);
  });
});

describe('a failure that enters a history', () => {
  it('carries the words of the gateway without addresses, and no cause', () => {
    const cause = new Error('550 <kim@members.example> unknown');
    const failure = failureFor(
      new GatewayError('unreachable', { message: 'no answer for kim@members.example', cause }),
    );

    expect(failure.message).toBe('no answer for (address)');
    expect(failure.cause).toBeUndefined();
    expect(failure.type).toBe('GatewayUnreachable');
  });

  it('says when to come back where the gateway said it', () => {
    const failure = failureFor(new GatewayError('rateLimited', { message: 'too many', retryAfterMs: 7000 }));

    expect(failure.nextRetryDelay).toBe(7000);
  });

  it('tells a database that is away from a fault of ours', () => {
    const failure = failureFor(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), starting));

    expect(failure.type).toBe('DatabaseUnreachable');
    expect(failure.nonRetryable).toBe(false);
    expect(failure.message).not.toContain('127.0.0.1');
  });

  it('hides what an unexpected error says behind an id that is in the log', () => {
    const failure = failureFor(new Error('Key (email)=(kim@members.example) already exists'));

    expect(failure.type).toBe('InternalError');
    expect(failure.message).not.toContain('kim');
    expect(failure.message).toMatch(/id \w+ in the log/);
  });
});

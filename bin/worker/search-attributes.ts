import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../../workflows/search-attributes.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const types = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

type Attribute = (typeof searchAttributes)[keyof typeof searchAttributes];

/** Registers what workflows/search-attributes.ts names and the namespace does not have yet. */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  await addSearchAttributes(
    client,
    Object.values(searchAttributes).filter(({ name }) => customAttributes?.[name] === undefined),
  );
}

/** A server that has one of them already refuses all: ask first, where it can be asked. */
export async function addSearchAttributes(client: Client, attributes: readonly Attribute[]): Promise<void> {
  if (attributes.length === 0) return;
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(attributes.map(({ name, type }) => [name, types[type]])),
  });
}

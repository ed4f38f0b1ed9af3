import type { Fault } from './faults.ts';

/** The JSON answer as a spoiling fault lets it out. */
export function spoil(fault: Fault, json: string): string {
  switch (fault.kind) {
    case 'cutJson':
      return json.slice(0, Math.ceil(json.length / 2));
    case 'extraFields':
      return JSON.stringify(mapObjects(JSON.parse(json), addUnknown));
    case 'missingField':
      return JSON.stringify(mapObjects(JSON.parse(json), (object) => without(object, fault.field)));
    case 'emptyList':
      return JSON.stringify(mapLists(JSON.parse(json), () => []));
    case 'shortList':
      return JSON.stringify(mapLists(JSON.parse(json), (list) => list.slice(0, Math.floor(list.length / 2))));
    default:
      return json;
  }
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapObjects(value: unknown, change: (object: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (!isObject(value)) return value;
  const inner = Object.entries(value).map(([key, item]) => [key, mapObjects(item, change)]);
  return change(Object.fromEntries(inner));
}

function addUnknown(object: JsonObject): JsonObject {
  return { ...object, addedInALaterVersion: { kind: 'unknown', values: [1, 2] } };
}

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
}

function mapLists(value: unknown, change: (list: unknown[]) => unknown[]): unknown {
  if (Array.isArray(value)) return change(value);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    Array.isArray(item) ? change(item) : item,
  ]);
  return Object.fromEntries(entries);
}

import { Show } from 'solid-js';
import type { api } from '../../ui/api.ts';
import { decimalText, formatMoney } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import type { CsvCell } from '../parts/csv.ts';
import { PaymentBadge } from '../parts/standing.tsx';
import type { Column } from '../parts/table.tsx';
import { panelWords, wordFor } from '../words.ts';
import { words } from './words.ts';

export type PaymentRow = Awaited<ReturnType<typeof api.admin.payments.list.query>>['rows'][number];

export function paymentColumns(): readonly Column<PaymentRow>[] {
  const names = words().columns;
  return [
    { key: 'member', title: names.member, cell: (payment) => payment.memberName },
    { key: 'number', title: names.number, align: 'end', from: 'md', cell: (payment) => payment.number },
    { key: 'plan', title: names.plan, from: 'lg', cell: (payment) => payment.plan },
    {
      key: 'amount',
      title: names.amount,
      align: 'end',
      cell: (payment) => <span class="font-semibold">{formatMoney(payment.paid)}</span>,
    },
    {
      key: 'status',
      title: names.status,
      cell: (payment) => (
        <>
          <PaymentBadge status={payment.status} />
          <Show when={payment.wentBack}>
            {(amount) => (
              <span class="block text-sm text-bad">{words().wentBack(formatMoney(amount()))}</span>
            )}
          </Show>
        </>
      ),
    },
    {
      key: 'from',
      title: names.from,
      sort: 'from',
      from: 'md',
      cell: (payment) => <Instant at={payment.from} />,
    },
    { key: 'to', title: names.to, sort: 'to', from: 'sm', cell: (payment) => <Instant at={payment.to} /> },
    {
      key: 'source',
      title: names.source,
      from: 'xl',
      cell: (payment) => wordFor(panelWords().sources, payment.source),
    },
    {
      key: 'recorded',
      title: names.recorded,
      sort: 'recorded',
      from: 'xl',
      cell: (payment) => <Instant at={payment.recordedAt} />,
    },
    {
      key: 'transaction',
      title: names.transaction,
      isExtra: true,
      cell: (payment) => <code class="break-all">{payment.transactionId}</code>,
    },
    {
      key: 'sequence',
      title: names.sequence,
      isExtra: true,
      align: 'end',
      cell: (payment) => payment.sequenceNumber,
    },
    {
      key: 'discount',
      title: names.discount,
      isExtra: true,
      align: 'end',
      cell: (payment) =>
        payment.discount === null ? '' : `${formatMoney(payment.discount)} (${payment.discountCode ?? ''})`,
    },
    { key: 'notes', title: names.notes, isExtra: true, cell: (payment) => payment.notes },
  ];
}

export function paymentHeader(): readonly string[] {
  const names = words().columns;
  return [
    names.number,
    names.member,
    names.plan,
    names.from,
    names.to,
    names.amount,
    names.currency,
    names.source,
    names.transaction,
    names.sequence,
    names.status,
    names.recorded,
    names.notes,
    names.discount,
    names.discountCode,
    names.wentBack,
  ];
}

export function paymentCells(payment: PaymentRow): readonly CsvCell[] {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: payment.paid.currency });
  const decimal = (amount: string) =>
    decimalText(amount, format.resolvedOptions().maximumFractionDigits ?? 2);
  return [
    payment.number,
    payment.memberName,
    payment.plan,
    new Date(payment.from).toISOString(),
    new Date(payment.to).toISOString(),
    decimal(payment.paid.amount),
    payment.paid.currency,
    payment.source,
    payment.transactionId,
    payment.sequenceNumber,
    payment.status,
    new Date(payment.recordedAt).toISOString(),
    payment.notes,
    payment.discount === null ? '' : decimal(payment.discount.amount),
    payment.discountCode ?? '',
    payment.wentBack === null ? '' : decimal(payment.wentBack.amount),
  ];
}

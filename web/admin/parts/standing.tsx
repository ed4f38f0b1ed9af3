import { Badge, type Tone } from '../../ui/badge.tsx';
import { panelWords, wordFor } from '../words.ts';

const tones: Readonly<Record<string, Tone>> = {
  registered: 'neutral',
  provisioning: 'accent',
  invited: 'accent',
  active: 'good',
  grace: 'warn',
  restricted: 'warn',
  expired: 'neutral',
  suspended: 'bad',
  blocked: 'warn',
  permanent: 'good',
  closed: 'neutral',
};

export function StandingBadge(props: { readonly standing: string }) {
  return (
    <Badge tone={tones[props.standing] ?? 'neutral'}>{wordFor(panelWords().standings, props.standing)}</Badge>
  );
}

const paymentTones: Readonly<Record<string, Tone>> = {
  pending: 'accent',
  completed: 'good',
  refunded: 'warn',
  charged_back: 'bad',
  voided: 'neutral',
};

export function PaymentBadge(props: { readonly status: string }) {
  return (
    <Badge tone={paymentTones[props.status] ?? 'neutral'}>
      {wordFor(panelWords().paymentStatuses, props.status)}
    </Badge>
  );
}

const serverTones: Readonly<Record<string, Tone>> = { reachable: 'good', unreachable: 'bad', refused: 'bad' };

export function ServerBadge(props: { readonly state: string }) {
  return (
    <Badge tone={serverTones[props.state] ?? 'neutral'}>
      {wordFor(panelWords().serverStates, props.state)}
    </Badge>
  );
}

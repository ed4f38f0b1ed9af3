import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { CONTROL } from '../frame/index.ts';
import { inboxPage } from './inbox-page.ts';
import { mailFault, type MailFaultDesk } from './mail-faults.ts';
import { isTo, type Mailbox, type ReceivedMail } from './mailbox.ts';
import type { SmtpSide } from './smtp-side.ts';

interface HttpParts {
  readonly mailbox: Mailbox;
  readonly faults: MailFaultDesk;
  readonly smtp: SmtpSide;
}

const search = z.object({
  to: z.string().exactOptional(),
  subject: z.string().exactOptional(),
  messageId: z.string().exactOptional(),
  /** `1`: one per Message-ID. */
  distinct: z.literal('1').exactOptional(),
  /** Only mails with a greater id. */
  after: z.coerce.number().int().exactOptional(),
});

/** For tests, drills and clients in other processes. */
export function registerMailControl(app: FastifyInstance, { mailbox, faults, smtp }: HttpParts): void {
  app.get(`${CONTROL}/mails`, async (request, reply) => {
    const asked = search.safeParse(request.query);
    return asked.success ? found(mailbox, asked.data) : refuse(reply, asked.error);
  });
  app.delete(`${CONTROL}/mails`, async (_request, reply) => {
    mailbox.clear();
    return reply.code(204).send();
  });

  app.get(`${CONTROL}/mail-faults`, async () => faults.list());
  app.post(`${CONTROL}/mail-faults`, async (request, reply) => {
    const body = mailFault.safeParse(request.body);
    return body.success ? reply.code(201).send({ id: faults.add(body.data) }) : refuse(reply, body.error);
  });
  app.delete(`${CONTROL}/mail-faults`, async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>(`${CONTROL}/mail-faults/:id`, async (request, reply) =>
    reply.code(faults.remove(request.params.id) ? 204 : 404).send(),
  );

  app.get(`${CONTROL}/smtp`, async () => ({
    port: smtp.port,
    counts: smtp.counts,
    accepted: mailbox.count(),
  }));
  app.post(`${CONTROL}/smtp/down`, async (_request, reply) => {
    await smtp.down();
    return reply.code(204).send();
  });
  app.post(`${CONTROL}/smtp/up`, async (_request, reply) => {
    await smtp.up();
    return reply.code(204).send();
  });
}

/** The inbox for people: every mail that the site has sent, whoever it was for. */
export function registerInbox(app: FastifyInstance, mailbox: Mailbox): void {
  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(inboxPage));
  app.get('/mails', async (request, reply) => {
    const asked = search.safeParse(request.query);
    if (!asked.success) return refuse(reply, asked.error);
    return found(mailbox, asked.data).slice(-LISTED).toReversed().map(lineOf);
  });
  app.get<{ Params: { id: string } }>('/mails/:id', async (request, reply) => {
    const mail = mailbox.byId(Number(request.params.id));
    return mail === null ? gone(reply) : { ...mail, html: undefined, hasHtml: mail.html !== '' };
  });
  app.get<{ Params: { id: string } }>('/mails/:id/html', async (request, reply) => {
    const mail = mailbox.byId(Number(request.params.id));
    if (mail === null) return gone(reply);
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      )
      .send(`<base target="_blank">${mail.html}`);
  });
}

const LISTED = 300;

function found(mailbox: Mailbox, asked: z.infer<typeof search>): readonly ReceivedMail[] {
  const { to, subject, messageId, distinct, after = 0 } = asked;
  return (distinct === undefined ? mailbox.mails : mailbox.distinct()).filter(
    (mail) =>
      mail.id > after &&
      (to === undefined || isTo(mail, to)) &&
      (subject === undefined || mail.subject.toLowerCase().includes(subject.toLowerCase())) &&
      (messageId === undefined || mail.messageId === messageId),
  );
}

function lineOf({ id, to, subject, receivedAt }: ReceivedMail) {
  return { id, to, subject, receivedAt };
}

function refuse(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return reply.code(400).send({ error: z.prettifyError(error) });
}

function gone(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'no such mail' });
}

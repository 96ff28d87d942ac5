/** What the API log says. */
export const api = {
  title: 'API log',
  details: 'Call',
  calls: 'calls',
  failed: (count: number) => `${count} failed`,
  errorsOnly: 'errors only',
  newer: (count: number) => `${count} newer: end`,
  none: 'No call yet',
  notFound: 'No such call',
  ok: 'ok',
  command: 'type',
  copied: (text: string) => `Copied: ${text}`,
  columns: {
    time: 'T+',
    service: 'what',
    sender: 'from',
    receiver: 'to',
    call: 'call',
    latency: 'took',
  },
} as const;

/**
 * What an index file was built on, and whether a machine may go on with it.
 *
 * Policy `2011` is the rule of Scalarium's post-mortem of 2011-08-19 (view files of 32-bit slaves could not be used on
 * 64-bit masters): the architecture must match. It is taken from there and not from CouchDB's code: no reason was found
 * in the source of 1.1, and the files that today's Erlang writes on both have been measured to be the same. Policy
 * `couchdb-3` therefore asks only for the signature of the views.
 */
export type Architecture = 'i386' | 'x86_64';
export type IndexPolicy = '2011' | 'couchdb-3';

export interface Fingerprint {
  arch: Architecture;
  couch: string;
  otp: string;
  collator: string;
  signature: string;
}

/** Undefined where the file can be used; otherwise why not, as a sentence for an operator. */
export function whyUnusable(file: Fingerprint, machine: Fingerprint, policy: IndexPolicy): string | undefined {
  if (file.signature !== machine.signature) return 'its views were defined differently when it was built';
  if (policy === '2011' && file.arch !== machine.arch) return `built on ${file.arch}, this machine is ${machine.arch}`;
  return undefined;
}

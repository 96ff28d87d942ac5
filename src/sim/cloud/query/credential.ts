/**
 * Who signed a request, and for which region. Signatures must be well formed; whether they fit is not looked at, for any secret will do
 * here, and neither is their date, for it may be another year in the world. Versions 4 (as a header, or in the query) and 2.
 */
import { Ec2Error } from '../errors.ts';
import { type ParameterNode, topValue } from './parameters.ts';

export interface Credential {
  readonly accessKeyId: string;
  /** Of the signature's scope; version 2 has none. */
  readonly region: string | undefined;
}

const incomplete = (message: string) => new Ec2Error('IncompleteSignature', message);

/**
 * Undefined for a request that nobody signed. Throws IncompleteSignature for a signature that is none, AuthFailure for another service's.
 */
export function readCredential(authorization: string | undefined, parameters: ParameterNode): Credential | undefined {
  if (authorization !== undefined) return ofHeader(authorization);
  if (topValue(parameters, 'X-Amz-Algorithm') !== undefined) return ofQuery(parameters);
  if (topValue(parameters, 'AWSAccessKeyId') !== undefined) return ofVersion2(parameters);
  return undefined;
}

function ofHeader(authorization: string): Credential {
  const [, algorithm = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(authorization) ?? [];
  const parts = new Map<string, string>();
  for (const part of rest.split(',')) {
    const at = part.indexOf('=');
    if (at > 0) parts.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return ofParts(algorithm, (name) => parts.get(name), 'Authorization header');
}

function ofQuery(parameters: ParameterNode): Credential {
  const algorithm = topValue(parameters, 'X-Amz-Algorithm')!;
  return ofParts(algorithm, (name) => topValue(parameters, `X-Amz-${name}`), 'Signed query');
}

function ofParts(algorithm: string, part: (name: string) => string | undefined, what: string): Credential {
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm.slice(0, 40)}'. Use AWS4-HMAC-SHA256.`);
  }
  const missing = ['Credential', 'SignedHeaders', 'Signature'].filter((name) => !part(name));
  if (missing.length > 0) throw incomplete(missing.map((name) => `${what} requires '${name}' parameter.`).join(' '));
  if (!/^[0-9a-f]{64}$/.test(part('Signature')!))
    throw incomplete(`${what}: 'Signature' is no SHA-256 in hexadecimal.`);
  const scope = part('Credential')!.split('/');
  const [accessKeyId, date, region, service, term] = scope;
  if (scope.length !== 5 || !accessKeyId || !region) {
    const example = 'keyid/date/region/service/term';
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. ${example}, got '${scope.join('/')}'.`,
    );
  }
  if (!/^\d{8}$/.test(date!)) throw incomplete(`Date in Credential scope is no YYYYMMDD: '${date}'.`);
  if (term !== 'aws4_request') throw incomplete(`Credential should be scoped with a valid terminator: 'aws4_request'.`);
  if (service !== 'ec2') {
    throw new Ec2Error('AuthFailure', `Credential should be scoped to correct service: 'ec2', not '${service}'.`, 401);
  }
  return { accessKeyId, region };
}

/** docs.amazonwebservices.com/AWSEC2/2011-07-15/UserGuide/using-query-api.html */
function ofVersion2(parameters: ParameterNode): Credential {
  const value = (name: string) => topValue(parameters, name);
  for (const name of ['Signature', 'SignatureVersion', 'SignatureMethod']) {
    if (!value(name)) throw incomplete(`The request must contain the parameter ${name}`);
  }
  if (value('SignatureVersion') !== '2')
    throw incomplete('SignatureVersion must be 2, or the request signed with version 4.');
  if (!/^HmacSHA(1|256)$/.test(value('SignatureMethod')!))
    throw incomplete('SignatureMethod must be HmacSHA256 or HmacSHA1.');
  if (!/^[A-Za-z0-9+/]{27}=$|^[A-Za-z0-9+/]{43}=$/.test(value('Signature')!)) {
    throw incomplete('Signature is no HMAC in base64.');
  }
  if (!value('Timestamp') && !value('Expires')) {
    throw incomplete('The request must contain the parameter Timestamp or Expires');
  }
  const accessKeyId = value('AWSAccessKeyId');
  if (!accessKeyId) throw incomplete('The request must contain the parameter AWSAccessKeyId');
  return { accessKeyId, region: undefined };
}

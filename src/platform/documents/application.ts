import { type Document, documentBase, type Identity } from './document.ts';
import { noScm, type Scm } from './scm.ts';

/** What kinds of application there are (knowledge base, creating applications); `static` runs on the role `web`. */
export const applicationTypes = ['rails', 'php', 'nodejs', 'static', 'other'] as const;
export type ApplicationType = (typeof applicationTypes)[number];

/** What runs on the machines of a cloud: where its code is, and how it is served. */
export interface Application extends Document, Scm {
  type: 'application';
  cluster_id: string;
  name: string;
  /** The name of its folder and of its key in the Chef JSON: lower case, digits, underscores. */
  slug_name: string;
  application_type: ApplicationType;
  description: string;
  document_root: string | null;
  mounted_at: string;
  domain_name: string | null;
  domain_names: string[];
  rails_env: string;
  auto_bundle_on_deploy: boolean;
  ssl_support: boolean;
  ssl_certificate: string | null;
  ssl_certificate_key: string | null;
  ssl_certificate_ca: string | null;
}

type Needed = 'cluster_id' | 'name' | 'application_type';
export type ApplicationFields = Pick<Application, Needed> & Partial<Omit<Application, keyof Document | Needed>>;

export function newApplication(fields: ApplicationFields, identity: Identity): Application {
  return {
    ...documentBase('application', identity),
    slug_name: slugOf(fields.name),
    description: '',
    ...noScm,
    document_root: null,
    mounted_at: '/',
    domain_name: null,
    domain_names: [],
    rails_env: 'production',
    auto_bundle_on_deploy: true,
    ssl_support: false,
    ssl_certificate: null,
    ssl_certificate_key: null,
    ssl_certificate_ca: null,
    ...fields,
  };
}

/** `My Shop 2` is `my_shop_2`. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

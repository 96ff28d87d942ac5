/** Where code may come from. */
export const scmTypes = ['git', 'svn', 'archive', 's3'] as const;
export type ScmType = (typeof scmTypes)[number];

/** Where the code of an application, or the cookbooks of a cloud, are, and how one gets at them. */
export interface Scm {
  scm_type: ScmType | null;
  scm_url: string | null;
  scm_user: string | null;
  scm_password: string | null;
  scm_ssh_key: string | null;
  scm_revision: string | null;
}

export const noScm: Scm = {
  scm_type: null,
  scm_url: null,
  scm_user: null,
  scm_password: null,
  scm_ssh_key: null,
  scm_revision: null,
};

/** As recipes know it, but for the type, which they call differently for applications and for cookbooks. */
export function scmJson({ scm_url, scm_revision, scm_user, scm_password, scm_ssh_key }: Scm) {
  return {
    repository: scm_url,
    revision: scm_revision,
    user: scm_user,
    password: scm_password,
    ssh_key: scm_ssh_key,
  };
}

/** Who asks what of which region: what the API knows of a call before anybody works on it. */
export interface ApiRequest {
  readonly account: string;
  readonly region: string;
  readonly action: string;
}

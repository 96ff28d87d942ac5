/** The images from which the platform's machines boot, by region. */
import type { InstallationConfig } from '../../platform/index.ts';
import { ubuntuImage } from '../../sim/cloud/index.ts';

const regions = ['us-east-1', 'us-west-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'];

export const imagesOfRegion: InstallationConfig['images'] = Object.fromEntries(
  regions.map((region) => [region, { i386: ubuntuImage(region, 'i386'), x86_64: ubuntuImage(region, 'x86_64') }]),
);

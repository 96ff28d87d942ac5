import { z } from 'zod';

/** A share as AWS Fault Injection Service writes it: 0 to 100. */
export const percentage = (max = 100) => z.number().min(0).max(max);

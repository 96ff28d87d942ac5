/** The tag that says on EC2 to which instance a volume or an address belongs, however often the machine changes. The key is ours. */
export const ownerTag = 'scalarium:instance-id';

// SPDX-License-Identifier: GPL-2.0-only
/* For architectures on which we know no way to tell the next kernel: plain kexec runs. */
#include "handover/handover.h"

const struct kfb_handover_arch *const kfb_handover_archs[] = { 0 };

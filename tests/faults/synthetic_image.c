// SPDX-License-Identifier: GPL-2.0-only
/* The unit tests' smallest arm64 Image, on stdout. */
#include <stdio.h>
#include <stdlib.h>

#include "test_kernel_synthetic.h"

int main(void)
{
	return fwrite(syn_image_with_guid("screen_info"), SYN_SIZE, 1, stdout) == 1 ? EXIT_SUCCESS :
										      EXIT_FAILURE;
}

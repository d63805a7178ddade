// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "check/next_driver.h"

#define CONSOLE "CONFIG_VT=y\nCONFIG_VT_CONSOLE=y\nCONFIG_FRAMEBUFFER_CONSOLE=y\n"
#define V61	"# Linux/x86 6.1.192 Kernel Configuration\n"
#define DEBIAN \
	V61 CONSOLE "CONFIG_SYSFB=y\nCONFIG_FB_EFI=y\nCONFIG_FB_VESA=y\n" \
		    "CONFIG_DRM_FBDEV_EMULATION=y\n"
#define UBUNTU \
	V61 CONSOLE "CONFIG_SYSFB=y\nCONFIG_SYSFB_SIMPLEFB=y\nCONFIG_DRM_SIMPLEDRM=y\n" \
		    "CONFIG_DRM_FBDEV_EMULATION=y\n"
#define MODULE \
	V61 CONSOLE "CONFIG_SYSFB=y\nCONFIG_SYSFB_SIMPLEFB=y\nCONFIG_DRM_SIMPLEDRM=m\n" \
		    "CONFIG_DRM_FBDEV_EMULATION=y\n"

struct row {
	const char *config, *cmdline;
	enum kfb_told_kind told;
	bool undersized;
	int has_module;
	enum kfb_link_status status;
	const char *text; /* a part of it */
};

static const struct row rows[] = {
	{ DEBIAN, "", KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "efifb takes" },
	{ DEBIAN, NULL, KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "efifb takes" },
	{ DEBIAN, "", KFB_TOLD_EFI, true, 0, KFB_LINK_OK, "efifb takes" },
	{ DEBIAN, "", KFB_TOLD_VLFB, false, 0, KFB_LINK_OK, "vesafb takes" },
	{ DEBIAN, "nomodeset", KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "efifb takes" },
	{ DEBIAN, "video=efifb:off", KFB_TOLD_EFI, false, 0, KFB_LINK_PROBLEM, "video=...:off" },
	{ DEBIAN, "video=efifb:off", KFB_TOLD_VLFB, false, 0, KFB_LINK_OK, "vesafb takes" },
	{ DEBIAN, "video=simplefb:off", KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "efifb takes" },
	{ DEBIAN, "initcall_blacklist=sysfb_init", KFB_TOLD_EFI, false, 0, KFB_LINK_PROBLEM,
	  "initcall_blacklist=sysfb_init" },
	{ DEBIAN, "", KFB_TOLD_NODE, false, 0, KFB_LINK_PROBLEM, "DRM_SIMPLEDRM" },
	{ UBUNTU, "", KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "simpledrm takes" },
	{ UBUNTU, "video=efifb:off video=simplefb:off", KFB_TOLD_EFI, false, 0, KFB_LINK_OK,
	  "simpledrm takes" },
	{ UBUNTU, "", KFB_TOLD_NODE, false, 0, KFB_LINK_OK, "simpledrm takes" },
	/* the generic device is not made; nobody takes the other one */
	{ UBUNTU, "", KFB_TOLD_EFI, true, 0, KFB_LINK_PROBLEM, "FB_EFI" },
	{ UBUNTU "CONFIG_FB_EFI=y\n", "", KFB_TOLD_EFI, true, 0, KFB_LINK_OK, "efifb takes" },
	{ MODULE, "", KFB_TOLD_EFI, false, 1, KFB_LINK_OK, "simpledrm takes" },
	{ MODULE, "", KFB_TOLD_EFI, false, 0, KFB_LINK_PROBLEM, "not in the initrd" },
	{ MODULE, "", KFB_TOLD_EFI, false, -1, KFB_LINK_UNKNOWN, "not known" },
	{ MODULE, "modprobe.blacklist=simpledrm", KFB_TOLD_EFI, false, 1, KFB_LINK_PROBLEM,
	  "blacklist" },
	{ MODULE "CONFIG_FB_SIMPLE=y\n", "", KFB_TOLD_EFI, false, 0, KFB_LINK_OK,
	  "simplefb takes" },
	{ MODULE "CONFIG_FB_SIMPLE=y\n", "video=simplefb:off", KFB_TOLD_EFI, false, 0,
	  KFB_LINK_PROBLEM, "not in the initrd" },
	{ V61 CONSOLE "CONFIG_SYSFB=y\nCONFIG_DRM_EFIDRM=y\n", "", KFB_TOLD_EFI, false, 0,
	  KFB_LINK_PROBLEM, "DRM_FBDEV_EMULATION" },
	{ V61 CONSOLE "CONFIG_SYSFB=y\nCONFIG_DRM_EFIDRM=y\nCONFIG_DRM_FBDEV_EMULATION=y\n", "",
	  KFB_TOLD_EFI, true, 0, KFB_LINK_PROBLEM, "efidrm refuses" },
	{ V61 CONSOLE "CONFIG_FB_EFI=y\n", "", KFB_TOLD_EFI, false, 0, KFB_LINK_PROBLEM,
	  "without CONFIG_SYSFB" },
	{ "# Linux/x86 5.10.1 Kernel Configuration\n" CONSOLE "CONFIG_FB_EFI=y\n", "", KFB_TOLD_EFI,
	  false, 0, KFB_LINK_OK, "efifb takes" },
	{ "# Linux/x86 5.10.1 Kernel Configuration\n" CONSOLE "CONFIG_X86_SYSFB=y\n"
	  "CONFIG_FB_EFI=y\nCONFIG_FB_SIMPLE=y\n",
	  "", KFB_TOLD_EFI, false, 0, KFB_LINK_OK, "simplefb takes" },
	{ V61 "CONFIG_VT=y\nCONFIG_VT_CONSOLE=y\nCONFIG_SYSFB=y\nCONFIG_FB_EFI=y\n", "",
	  KFB_TOLD_EFI, false, 0, KFB_LINK_PROBLEM, "without CONFIG_FRAMEBUFFER_CONSOLE" },
	{ NULL, "", KFB_TOLD_EFI, false, 0, KFB_LINK_UNKNOWN, "configuration was not found" },
};

static int has_module(void *ctx, const char *module)
{
	(void)module;
	return ((const struct row *)ctx)->has_module;
}

static void judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kfb_config config = { rows[i].config, 0 };
		struct kfb_next_kernel next = {
			.config = rows[i].config ? &config : NULL,
			.cmdline = rows[i].cmdline,
			.told = rows[i].told,
			.undersized = rows[i].undersized,
			.has_module = has_module,
			.ctx = (void *)(uintptr_t)&rows[i],
		};
		struct kfb_chain chain = { 0 };
		struct kfb_link *link = kfb_chain_add(&chain, "driver");

		config.len = config.text ? strlen(config.text) : 0;
		kfb_judge_driver(&next, link);
		assert_non_null(link->text);
		if (link->status != rows[i].status || !strstr(link->text, rows[i].text))
			fail_msg("row %zu: %s", i, link->text);
		if (link->status == KFB_LINK_PROBLEM)
			assert_non_null(link->hint);
		kfb_chain_free(&chain);
	}
}

static void verdicts(void **state)
{
	static const struct {
		enum kfb_link_status links[3], verdict;
	} chains[] = {
		{ { KFB_LINK_OK, KFB_LINK_OK, KFB_LINK_OK }, KFB_LINK_OK },
		{ { KFB_LINK_OK, KFB_LINK_UNKNOWN, KFB_LINK_OK }, KFB_LINK_UNKNOWN },
		{ { KFB_LINK_UNKNOWN, KFB_LINK_OK, KFB_LINK_PROBLEM }, KFB_LINK_PROBLEM },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(chains); i++) {
		struct kfb_chain chain = { 0 };

		for (size_t k = 0; k < 3; k++)
			kfb_link_set(kfb_chain_add(&chain, "x"), chains[i].links[k], "%zu", k);
		assert_int_equal(kfb_chain_verdict(&chain), chains[i].verdict);
		kfb_chain_free(&chain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judged),
		cmocka_unit_test(verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

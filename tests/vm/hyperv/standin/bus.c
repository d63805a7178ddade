// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test-only stand-in for hv_vmbus: the bus "vmbus", below the ACPI device
 * that a Hyper-V guest has, with one or two synthetic video devices on it.
 * Named hv_vmbus because hyperv_drm.ko asks for a module of that name.
 *
 * The includes decide which types are complete where the symbols are
 * exported, and so their modversion CRCs: keep them as they are.
 */
#include "vmbus_drv_types.h"

#include <linux/moduleparam.h>
#include <linux/version.h>

#include "standin.h"

#define SYNTHVID_TYPE \
	GUID_INIT(0xda0a7802, 0xe377, 0x4aac, 0x8e, 0x77, 0x05, 0x58, 0xeb, 0x10, 0x73, 0xf8)

#define FIRST_CARD_WAIT (5 * HZ)

static char *instance[STANDIN_CARDS_MAX] = {
	"5620e0c7-8062-4dce-aeb7-520c7ef76171",
	"5620e0c7-8062-4dce-aeb7-520c7ef76172",
};
module_param_array(instance, charp, NULL, 0444);
MODULE_PARM_DESC(instance, "instance GUID of each card");

static unsigned int cards = 1;
module_param(cards, uint, 0444);
MODULE_PARM_DESC(cards, "number of synthetic video devices (1 or 2)");

u32 vmbus_proto_version = VERSION_WIN10_V5_3;
EXPORT_SYMBOL_GPL(vmbus_proto_version);

static struct card *card[STANDIN_CARDS_MAX];

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", device_to_hv_device(dev)->channel->offermsg.child_relid);
}
static DEVICE_ATTR_RO(id);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", device_to_hv_device(dev)->channel->state);
}
static DEVICE_ATTR_RO(state);

static ssize_t class_id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "{%pUl}\n", &device_to_hv_device(dev)->dev_type);
}
static DEVICE_ATTR_RO(class_id);

static ssize_t device_id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "{%pUl}\n", &device_to_hv_device(dev)->dev_instance);
}
static DEVICE_ATTR_RO(device_id);

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "vmbus:%*phN\n", UUID_SIZE, &device_to_hv_device(dev)->dev_type);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t vendor_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "0x%x\n", device_to_hv_device(dev)->vendor_id);
}
static DEVICE_ATTR_RO(vendor);

static ssize_t device_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "0x%x\n", device_to_hv_device(dev)->device_id);
}
static DEVICE_ATTR_RO(device);

static struct attribute *standin_dev_attrs[] = {
	&dev_attr_id.attr,	 &dev_attr_state.attr,
	&dev_attr_class_id.attr, &dev_attr_device_id.attr,
	&dev_attr_modalias.attr, &dev_attr_vendor.attr,
	&dev_attr_device.attr,	 NULL,
};
ATTRIBUTE_GROUPS(standin_dev);

static const struct hv_vmbus_device_id *find_id(const struct hv_driver *drv,
						const struct hv_device *hdev)
{
	const struct hv_vmbus_device_id *id;

	for (id = drv->id_table; id && !guid_is_null(&id->guid); id++)
		if (guid_equal(&id->guid, &hdev->dev_type))
			return id;
	return NULL;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int standin_match(struct device *dev, const struct device_driver *drv)
#else
static int standin_match(struct device *dev, struct device_driver *drv)
#endif
{
	return !!find_id(container_of(drv, struct hv_driver, driver), device_to_hv_device(dev));
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static int standin_uevent(const struct device *dev, struct kobj_uevent_env *env)
#else
static int standin_uevent(struct device *dev, struct kobj_uevent_env *env)
#endif
{
	return add_uevent_var(env, "MODALIAS=vmbus:%*phN", UUID_SIZE,
			      &container_of(dev, struct hv_device, device)->dev_type);
}

static int standin_probe(struct device *dev)
{
	struct hv_driver *drv = container_of(dev->driver, struct hv_driver, driver);
	struct hv_device *hdev = device_to_hv_device(dev);

	/* The driver probes in parallel: make sure that the same card always gets fb0. */
	if (card[0] && card[0]->hdev != hdev)
		wait_for_completion_timeout(&card[0]->lit, FIRST_CARD_WAIT);

	return drv->probe ? drv->probe(hdev, find_id(drv, hdev)) : -ENODEV;
}

static void standin_remove(struct device *dev)
{
	struct hv_driver *drv = container_of(dev->driver, struct hv_driver, driver);

	if (drv->remove)
		drv->remove(device_to_hv_device(dev));
}

static void standin_shutdown(struct device *dev)
{
	struct hv_driver *drv;

	if (!dev->driver)
		return;
	drv = container_of(dev->driver, struct hv_driver, driver);
	if (drv->shutdown)
		drv->shutdown(device_to_hv_device(dev));
}

static struct bus_type standin_bus = {
	.name = "vmbus",
	.match = standin_match,
	.uevent = standin_uevent,
	.probe = standin_probe,
	.remove = standin_remove,
	.shutdown = standin_shutdown,
	.dev_groups = standin_dev_groups,
};

int __vmbus_driver_register(struct hv_driver *hv_driver, struct module *owner, const char *mod_name)
{
	hv_driver->driver.name = hv_driver->name;
	hv_driver->driver.owner = owner;
	hv_driver->driver.mod_name = mod_name;
	hv_driver->driver.bus = &standin_bus;
	spin_lock_init(&hv_driver->dynids.lock);
	INIT_LIST_HEAD(&hv_driver->dynids.list);
	return driver_register(&hv_driver->driver);
}
EXPORT_SYMBOL_GPL(__vmbus_driver_register);

void vmbus_driver_unregister(struct hv_driver *hv_driver)
{
	driver_unregister(&hv_driver->driver);
}
EXPORT_SYMBOL_GPL(vmbus_driver_unregister);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
/* hyperv_drm's picture of a panic (drm_panic) says goodbye to the host; this host needs none. */
void vmbus_initiate_unload(bool crash)
{
}
EXPORT_SYMBOL_GPL(vmbus_initiate_unload);

void vmbus_set_skip_unload(bool skip)
{
}
EXPORT_SYMBOL_GPL(vmbus_set_skip_unload);
#endif

static void card_release(struct device *dev)
{
	struct hv_device *hdev = device_to_hv_device(dev);
	struct card *c = channel_card(hdev->channel);

	card_channel_drain(c);
	scanout_release(&c->scanout);
	kfree(hdev->channel);
	kfree(hdev);
	kfree(c);
}

static struct card *card_alloc(void)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return NULL;
	c->channel = kzalloc(sizeof(*c->channel), GFP_KERNEL);
	c->hdev = kzalloc(sizeof(*c->hdev), GFP_KERNEL);
	if (c->channel && c->hdev)
		return c;
	kfree(c->channel);
	kfree(c->hdev);
	kfree(c);
	return NULL;
}

static int card_add(struct device *parent, unsigned int index)
{
	const guid_t type = SYNTHVID_TYPE;
	struct card *c = card_alloc();
	struct hv_device *hdev;
	int ret;

	if (!c)
		return -ENOMEM;
	hdev = c->hdev;
	hdev->channel = c->channel;
	card_channel_init(c);
	init_completion(&c->lit);
	device_initialize(&hdev->device);
	hdev->device.release = card_release;
	hdev->device.bus = &standin_bus;
	hdev->device.parent = parent;
	hdev->device.dma_parms = &hdev->dma_parms;
	hdev->device.dma_mask = &hdev->dma_mask;
	hdev->dma_mask = DMA_BIT_MASK(64);
	hdev->dev_type = type;
	hdev->vendor_id = PCI_VENDOR_ID_MICROSOFT;
	c->channel->offermsg.child_relid = index + 1;
	c->channel->state = CHANNEL_OPEN_STATE;
	c->channel->device_obj = hdev;

	ret = guid_parse(instance[index], &hdev->dev_instance);
	if (!ret)
		ret = dev_set_name(&hdev->device, "%pUl", &hdev->dev_instance);
	if (!ret)
		ret = mmio_place_card(c, index);
	if (!ret)
		ret = device_add(&hdev->device);
	if (ret) {
		pr_err("card %u: error %d\n", index, ret);
		put_device(&hdev->device);
		return ret;
	}
	card[index] = c;
	pr_info("card %s, VRAM 0x%llx+0x%llx\n", dev_name(&hdev->device), c->vram_base,
		c->vram_size);
	return 0;
}

static void cards_remove(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(card); i++) {
		if (card[i])
			device_unregister(&card[i]->hdev->device);
		card[i] = NULL;
	}
	mmio_release_neighbours();
}

static int cards_add(struct device *parent)
{
	unsigned int i;
	int ret;

	if (card[0])
		return -EBUSY;
	for (i = 0; i < cards && i < STANDIN_CARDS_MAX; i++) {
		ret = card_add(parent, i);
		if (ret) {
			cards_remove();
			return ret;
		}
	}
	return 0;
}

static const struct acpi_device_id standin_acpi_ids[] = {
	{ "VMBUS" }, { "VMBus" }, { "MSFT1000" }, {}
};

/* The real driver is an ACPI driver up to 6.3, and a platform driver since 6.4. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
static int standin_platform_probe(struct platform_device *pdev)
{
	return cards_add(&pdev->dev);
}

static struct platform_driver standin_driver = {
	.probe = standin_platform_probe,
	.driver = {
		.name = "vmbus",
		.acpi_match_table = standin_acpi_ids,
	},
};

static int parent_register(void)
{
	return platform_driver_register(&standin_driver);
}

static void parent_unregister(void)
{
	platform_driver_unregister(&standin_driver);
}
#else
static int standin_acpi_add(struct acpi_device *adev)
{
	return cards_add(&adev->dev);
}

static struct acpi_driver standin_driver = {
	.name = "vmbus",
	.ids = standin_acpi_ids,
	.ops = { .add = standin_acpi_add },
};

static int parent_register(void)
{
	return acpi_bus_register_driver(&standin_driver);
}

static void parent_unregister(void)
{
	acpi_bus_unregister_driver(&standin_driver);
}
#endif

static int __init standin_init(void)
{
	int ret = bus_register(&standin_bus);

	if (ret)
		return ret;
	ret = parent_register();
	if (!ret && !card[0]) {
		pr_err("no card: is the ACPI table with MSFT1000 or VMBUS there?\n");
		parent_unregister();
		ret = -ENODEV;
	}
	if (ret)
		bus_unregister(&standin_bus);
	return ret;
}

static void __exit standin_exit(void)
{
	cards_remove();
	parent_unregister();
	bus_unregister(&standin_bus);
}

module_init(standin_init);
module_exit(standin_exit);
MODULE_DESCRIPTION("stand-in for tests, not Hyper-V");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
// What a Generation 2 guest's ACPI tables say of VMBus, so that its devices
// have the sysfs path of such a guest: a module device that owns the MMIO
// range, and the VMBus root below it.
DefinitionBlock ("", "SSDT", 2, "STANDN", "VMBUSGN2", 1)
{
    Scope (\_SB)
    {
        Device (VMOD)
        {
            Name (_HID, "ACPI0004")
            Name (_UID, 0)

            Device (VMBS)
            {
                Name (_HID, "MSFT1000")
                Name (_CID, "VMBus")
                Name (_UID, 0)
                Method (_STA, 0, NotSerialized)
                {
                    Return (0x0F)
                }
            }
        }
    }
}

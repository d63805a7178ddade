// SPDX-License-Identifier: GPL-2.0-only
// What a Generation 1 guest's ACPI tables say of VMBus: its root lies below
// the PCI host bridge, and its hardware id is no regular one.
DefinitionBlock ("", "SSDT", 2, "STANDN", "VMBUSGN1", 1)
{
    External (\_SB.PCI0, DeviceObj)

    Scope (\_SB.PCI0)
    {
        Device (VMBS)
        {
            Name (_HID, "VMBUS")
            Name (_UID, 0)
            Method (_STA, 0, NotSerialized)
            {
                Return (0x0F)
            }
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cosmo.Identity.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AdminReading : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_security_events_client_id_id",
                table: "security_events",
                columns: new[] { "client_id", "id" },
                filter: "client_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_security_events_ip_address_id",
                table: "security_events",
                columns: new[] { "ip_address", "id" },
                filter: "ip_address IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_security_events_type_id",
                table: "security_events",
                columns: new[] { "type", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_security_events_client_id_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_ip_address_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_type_id",
                table: "security_events");
        }
    }
}
